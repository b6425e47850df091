const {ProxyAgent,fetch}=require('undici');const [,,ph,pp,th,tp,u,p]=process.argv;
const h=th.includes(':')?'['+th+']':th;
const a=new ProxyAgent({uri:`http://${u?u+':'+p+'@':''}${ph}:${pp}`,requestTls:{rejectUnauthorized:false}});
fetch(`https://${h}:${tp}/page`,{dispatcher:a}).then(async r=>{console.log(r.status,(await r.text()).slice(0,4096));process.exit(0)}).catch(e=>{console.error('EXC',e.name,e.message,e.cause&&e.cause.code,e.cause&&e.cause.message);process.exit(1)});
