const axios=require('axios');const https=require('https');const [,,ph,pp,th,tp,u,p]=process.argv;
const h=th.includes(':')?'['+th+']':th;
axios.get(`https://${h}:${tp}/page`,{proxy:{protocol:'http',host:ph,port:+pp,...(u?{auth:{username:u,password:p}}:{})},httpsAgent:new https.Agent({rejectUnauthorized:false})}).then(r=>{console.log(r.status,String(r.data).slice(0,4096));process.exit(0)}).catch(e=>{console.error('EXC',e.name,e.code,e.message);if(e.response)console.error('response seen',e.response.status,String(e.response.data).slice(0,200));process.exit(1)});
